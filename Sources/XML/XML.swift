// XML: the public surface comes with the first slice.
