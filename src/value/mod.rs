//! Reading and comparing the values of devices and literals.
