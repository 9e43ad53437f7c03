package service

// LimitFiles lowers the largest size of a raw file, so that tests need not send one of 256 MiB.
func (s *Service) LimitFiles(bytes int64) { s.maxFile = bytes }
