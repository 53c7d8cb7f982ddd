#pragma once

// 1: `operator new` can be replaced by one that samples. The sanitizers have one of their own, which must stay.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__linux__)
#define PLAIT_SAMPLES_HEAP 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define PLAIT_SAMPLES_HEAP 0
#endif
#endif
#ifndef PLAIT_SAMPLES_HEAP
#define PLAIT_SAMPLES_HEAP 1
#endif
