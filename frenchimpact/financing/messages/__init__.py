"""What people are told of financing: in the transaction of what it tells, in the language of each reader."""
