[(section) (group) (list)] @fold
