"""What a process is: a document of data, read strictly, checked before it is published, compiled once."""
