import { createApp } from 'vue';
import Porch from './porch.vue';

createApp(Porch).mount('#root');
