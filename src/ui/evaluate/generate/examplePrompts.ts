/** Beginnings as the sample model's text has them, in some of its languages. */
export const EXAMPLE_PROMPTS: readonly { readonly name: string; readonly text: string }[] = [
  { name: "German", text: "Alle Menschen sind frei und gleich an" },
  { name: "Welsh", text: "Genir pawb yn rhydd ac yn" },
  { name: "Turkish", text: "Bütün insanlar hür, haysiyet ve" },
  { name: "English", text: "Everyone has the right to" },
];
