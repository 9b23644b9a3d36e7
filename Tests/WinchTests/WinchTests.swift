// The winch command's tests come with its first slice.
