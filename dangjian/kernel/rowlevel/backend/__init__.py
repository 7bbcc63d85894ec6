"""Django's PostgreSQL engine with the reach of each statement told to the data base (`DATABASES["…"]["ENGINE"]`)."""
