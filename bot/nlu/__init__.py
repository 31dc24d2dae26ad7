"""Understanding: from what a student typed to the labels it may mean.

The modules that import Rasa are ``*_component.py``; everything else is plain Python.
"""
