import { configFor } from "<%= helpers %>/database-config";

configFor(<%= configs %>, <%= environment %>);
