"""转接助手: a Rasa bot that answers the college's notice on transferring 党组织关系."""
