#include "views/base/tone_delegate.h"

#include "views/base/theme.h"
#include "views/models/delta_model.h"

namespace waferscope {

void ToneDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (!option->widget)
        return;
    const Theme& theme = themeOf(*option->widget);
    switch (static_cast<DeltaModel::Tone>(index.data(DeltaModel::kToneRole).toInt())) {
    case DeltaModel::Tone::Better: option->palette.setColor(QPalette::Text, theme.good); break;
    case DeltaModel::Tone::Worse: option->palette.setColor(QPalette::Text, theme.bad); break;
    case DeltaModel::Tone::Neutral: break;
    }
}

} // namespace waferscope
