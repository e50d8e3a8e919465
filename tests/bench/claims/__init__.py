"""What ./bin/bench claims is made of: its data, the people who claim, and pgbench doing the same."""
