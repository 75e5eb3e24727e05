"""The app's kinds of case, one file each, with who may see them; ``filings.apps`` registers them."""

from filings.assessments import visible_assessments
from filings.kinds.assessment import SECURITY_ASSESSMENT
from filings.kinds.filing import FILING
from filings.selectors import visible_filings

KINDS = ((FILING, visible_filings), (SECURITY_ASSESSMENT, visible_assessments))
