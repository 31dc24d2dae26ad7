"""The ranker on data that nobody here wrote: FewJoint (SMP2020) and SMP2017, if you have them."""
