//! Positions in text, and text under simple case folding.
