test('login', () => expect(process.env.TEST_TOKEN.length).toBe(3))
