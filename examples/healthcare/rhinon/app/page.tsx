import Link from "next/link";

import { API_URL } from "@/lib/api";

import { SignIn } from "./sign-in";

export default function Home() {
  return (
    <main>
      <h1>Clinic</h1>
      <p>
        <Link href="/wards">Wards</Link>
      </p>
      <SignIn />
      <footer>
        API: <code>{API_URL}</code>
      </footer>
    </main>
  );
}
