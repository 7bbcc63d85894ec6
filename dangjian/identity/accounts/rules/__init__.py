"""Pure decisions about names, passwords, lock-out and session limits: values in, values out."""
