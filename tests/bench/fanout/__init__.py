"""What the measurement of live/ compares: three servers, and a crowd that listens to each."""
