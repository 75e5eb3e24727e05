"""The portal on one machine: embedded PostgreSQL and Valkey, and one supervisor for its programs.

Nothing here is needed where ``DATABASE_URL`` and ``REDIS_URL`` name real servers and a service
manager starts the programs. No module of this package imports Django: it prepares the environment
that Django then reads.
"""
