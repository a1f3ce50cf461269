import { createApp } from 'vue';
import type {} from 'ring-live/vue';
import Porch from './porch.vue';

createApp(Porch).mount('#root');
