# <%= name %>: set TF_VAR_<%= name %> in the environment
