/**
 * The applications registered at the emulated vendors. The demo gives the same values to the app, so both
 * sides agree without a file to copy. They open nothing but the emulators.
 */
export const demoApplications = {
  wistia: {
    id: "3f0c9a57d1b84e62a7c5f9138e20b4d66b1f7ae3c9d05284f1e6a8b37c42d90e",
    secret: "a94e1c72f5d3086bb7e21f60c8d9453a10f7b6e8c25d49137ae0f8d3b56c21e7",
  },
  gist: {
    id: "Qm9vdGggYnkgdGhlIHBpZXIsIGxhbXBzIGFyZSBsaXQ",
    secret: "VGhlIGtldHRsZSBpcyBvbiwgY29tZSBpbiBhbmQgc2l0",
  },
  wix: { id: "5b0e8c1e-6f0b-4c7e-9d55-1c3a7d0f2b96", secret: "d2a7f6f0-3a5e-4f0b-8a3a-7f1f5f6f0c41" },
  "wix-advanced": {
    id: "c87c1a0f-90a4-4f7e-8f35-2a8f6f5e9b13",
    secret: "0f4d3a52-5d8e-4b7a-9c0e-6e2b1d7c8a35",
  },
};
