import { Inter } from "next/font/google";

export const font = Inter({ subsets: ["latin"] });
