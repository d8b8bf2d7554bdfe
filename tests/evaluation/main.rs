//! What must hold of every evaluation, whatever the data: of the cut and its scores (`cut`), of the clean view
//! (`clean`), and of noise, on which nobody is better than chance (`noise`). One program, so that it is
//! linked once.

mod clean;
mod cut;
mod noise;
