; What Core syntax lacks. A query is in Core syntax if it has neither an error nor one of these.
[(negation) (in_operator) (between_operator) (relative_date)] @extended
