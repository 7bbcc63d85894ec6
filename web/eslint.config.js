import js from "@eslint/js";
import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";
import parser from "vue-eslint-parser";

/** Colours are written in tokens.css only: looks at the whole file, so that styles of components count too. */
const noColourLiterals = {
  meta: { type: "problem", schema: [] },
  create(context) {
    return {
      Program(node) {
        const text = context.sourceCode.getText();
        const colour = /(?<![\w&/])#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b(?=[\s;,"'`)])|\b(?:rgba?|hsla?)\(/gi;
        for (const match of text.matchAll(colour)) {
          context.report({ node, loc: context.sourceCode.getLocFromIndex(match.index), message: `Colour ${match[0]} belongs into tokens.css.` });
        }
      },
    };
  },
};

const surface = (own, others) => ({
  files: [`src/${own}/**/*.{ts,vue}`],
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: others.flatMap((other) => [{ group: [`@/${other}`, `@/${other}/**`, `**/${other}/**`, `@/shared/ui/${other}`, `@/shared/ui/${other}/**`], message: "Surfaces never import each other." }]) },
    ],
  },
});

export default [
  { ignores: ["dist/**", "node_modules/**", "coverage/**", "src/shared/api/generated/**"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.{ts,vue}"],
    languageOptions: { parser, parserOptions: { parser: tseslint.parser, extraFileExtensions: [".vue"], sourceType: "module" } },
    plugins: { dangjian: { rules: { "no-colour-literals": noColourLiterals } } },
    rules: {
      "no-undef": "off",
      "dangjian/no-colour-literals": "error",
      "max-lines": ["error", { max: 300 }],
      eqeqeq: ["error", "always"],
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "vue/block-order": ["error", { order: ["script:not([setup])", "script[setup]", "template", "style"] }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/multi-word-component-names": "off",
      "vue/require-default-prop": "off",
      "vue/no-v-html": "error",
      // Line breaks are a matter of taste here; the rules below only fight with long attribute lists.
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-indent": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/attributes-order": "off",
    },
  },
  { files: ["scripts/**", "*.config.*"], languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } }, rules: { "no-console": "off" } },
  { files: ["tests/**"], rules: { "max-lines": "off", "dangjian/no-colour-literals": "off", "vue/one-component-per-file": "off" } },
  surface("console", ["phone"]),
  surface("phone", ["console"]),
  {
    files: ["src/shared/**/*.{ts,vue}"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: ["@/console/**", "@/phone/**"], message: "Shared parts know no surface." }] }] },
  },
  {
    files: ["src/shared/ui/console/**/*.{ts,vue}"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: ["@/console/**", "@/phone/**", "../phone/**", "vant", "vant/**"], message: "Parts of the console know no phone." }] }] },
  },
  {
    files: ["src/shared/ui/phone/**/*.{ts,vue}"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: ["@/console/**", "@/phone/**", "../console/**", "element-plus", "element-plus/**"], message: "Parts of the phone know no console." }] }] },
  },
];
