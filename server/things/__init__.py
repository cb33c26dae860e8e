"""What a reader wants of a thing first, by its kind: before all statements, and each with where it is known from."""
