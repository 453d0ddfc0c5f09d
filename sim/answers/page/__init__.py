"""The answer page: one HTML file that says what an ensemble found, in Vietnamese or English.

``answer_page(ensemble, scenario, lang)`` returns the page and the tables behind its numbers;
``write_answer`` puts both into the ensemble's folder. The page asks nothing of any network: styles,
script and pictures are in it.
"""

from sim.answers.page.page import Answer, answer_page, subjects, write_answer

__all__ = ["Answer", "answer_page", "subjects", "write_answer"]
