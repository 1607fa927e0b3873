"use client";

import { useState } from "react";

import { API_URL } from "@/lib/api";

export function SignIn() {
  const [message, setMessage] = useState("");

  async function signIn(form: FormData) {
    const reply = await fetch(`${API_URL}/api/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.fromEntries(form)),
    });
    setMessage(reply.ok ? "Signed in" : "Wrong e-mail address or password");
  }

  return (
    <form action={signIn}>
      <input name="email" type="email" placeholder="E-mail" required />
      <input name="password" type="password" placeholder="Password" required />
      <button>Sign in</button>
      <p role="status">{message}</p>
    </form>
  );
}
