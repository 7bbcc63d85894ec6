"""Pure decisions of the engine: values in, values out."""
