import { configFor } from "<%= helpers %>/<%= modules.database_config %>";

configFor(<%= configs %>, <%= environment %>);
