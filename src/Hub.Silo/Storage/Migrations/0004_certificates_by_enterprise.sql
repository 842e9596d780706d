-- Nobody looks a certificate up by its enterprise here: the enterprise keeps its own list.
DROP INDEX certificates_by_enterprise;
