package growth_test

const memoryVariable = "STEELYARD_TEST_MEMORY"

func tellMemory(string) int { return 0 }
