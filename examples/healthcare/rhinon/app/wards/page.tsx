// The board on the wall: made anew every few seconds, whoever looks at it.
export const revalidate = 2;

const WARDS = ["Surgery", "Maternity", "Children"];

export default function Wards() {
  return (
    <main>
      <h1>Wards</h1>
      <ul>
        {WARDS.map((ward) => (
          <li key={ward}>{ward}</li>
        ))}
      </ul>
      <p>
        As of <time>{new Date().toISOString()}</time>
      </p>
    </main>
  );
}
