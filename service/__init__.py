"""The service: settings, retrieval, answers, number checks, and the faces that offer them."""
