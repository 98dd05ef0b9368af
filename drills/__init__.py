"""What an operator fears, done on purpose: processes killed, a backup put back, a moment found again, a primary lost. `make drill`."""
