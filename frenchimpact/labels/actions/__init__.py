"""Everything that changes a label, by noun."""

from frenchimpact.labels.actions.certificates import issue_certificate, rotate_key, sign_again
from frenchimpact.labels.actions.granting import grant_label
from frenchimpact.labels.actions.loading import Loaded, load_labels

__all__ = ["Loaded", "grant_label", "issue_certificate", "load_labels", "rotate_key", "sign_again"]
