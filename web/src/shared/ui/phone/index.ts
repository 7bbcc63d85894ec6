export { default as PhoneChoice } from "./PhoneChoice.vue";
export { default as PhoneField } from "./PhoneField.vue";
export { default as PhoneForm } from "./PhoneForm.vue";
export { default as PhoneList } from "./PhoneList.vue";
export { default as PhonePage } from "./PhonePage.vue";
export { default as PhonePersonPicker } from "./PhonePersonPicker.vue";
export { default as PhonePhotos } from "./PhonePhotos.vue";
