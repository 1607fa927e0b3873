import { allowListedSocket } from "<%= helpers %>/allowed-origins";

allowListedSocket;
