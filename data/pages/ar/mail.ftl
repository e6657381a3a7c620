# رسائل تدين بها الخدمة للأشخاص.

mail-registered-subject = التسجيل: { $title }، { $dates }
mail-registered-room = سُجِّل طلب مشاركتكم: تشاركون حضورياً.
mail-registered-remote = سُجِّل طلب مشاركتكم: تشاركون عن بُعد.
mail-registered-page = تسجيلكم، للاطلاع عليه أو سحبه. هذا الرابط خاص بكم وحدكم:
mail-registered-earlier = لسحب التسجيل، استخدموا الرابط الوارد في أول رسالة بشأنه.
mail-clash-subject = تعارضات جديدة: { $calendar }
mail-clash-lead = تغيّر التقويم «{ $from }»، وتتعارض معه اجتماعات تخططون لها أو توافقون عليها:
mail-clash-more = و{ $more } أخرى.
mail-clash-page = القائمة الكاملة، وما يمكن فعله:
