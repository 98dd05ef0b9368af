"""PostgreSQL as Django's database engine, started on first use when it is the embedded one."""
