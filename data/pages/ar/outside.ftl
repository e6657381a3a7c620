# تقويمات الجهات الأخرى.

outside = تقويمات الجهات الأخرى
outside-lead = اجتماعات هيئات أخرى ينبغي تجنبها. يُنظر في كل تقويم كل ساعة، ويصبح ما فيه مراجعة جديدة لهذا السيناريو، وتُذكر هنا التعارضات الجديدة.
outside-off = لا تجلب هذه الخدمة تقويمات الجهات الأخرى. يمكن لأحد المديرين تفعيل ذلك (convoke serve --fetch).
outside-notices = للنظر فيها
outside-seen = تم الاطلاع
outside-no-notices = لا جديد.
outside-feeds = التقويمات
outside-name = الاسم
outside-url = العنوان
outside-looked = آخر نظر
outside-changed = آخر تغيير
outside-again = انظر الآن
outside-none = لا يوجد أي تقويم بعد.
outside-add = إضافة تقويم
outside-concerns = الهيئات المعنية مفصولة بفواصل؛ الكل إذا تُرك فارغاً
outside-zone = المنطقة الزمنية للأوقات التي بلا منطقة
