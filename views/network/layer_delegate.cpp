#include "views/network/layer_delegate.h"

#include "views/base/theme.h"
#include "views/models/layer_model.h"

#include <QPainter>

namespace waferscope {

namespace {

constexpr int kRowHeight = 26;
constexpr int kSwatch = 8;
constexpr int kBarHeight = 3;

void paintBackground(QPainter& painter, const QStyleOptionViewItem& option, const Theme& theme)
{
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect, blended(theme.accent, 0.2, theme.panel));
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter.fillRect(option.rect, blended(theme.accent, 0.08, theme.panel));
}

void paintName(QPainter& painter, const QRect& rect, const QModelIndex& index, const Theme& theme)
{
    const auto kind = static_cast<LayerKind>(index.data(LayerModel::KindRole).toInt());
    const QRect swatch(rect.left() + 2, rect.center().y() - kSwatch / 2, kSwatch, kSwatch);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(kind));
    painter.drawRoundedRect(swatch, 2, 2);
    const QRect text = rect.adjusted(kSwatch + kSpace2 + 2, 0, -kSpace1, 0);
    painter.setPen(theme.text);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
}

void paintCount(QPainter& painter, const QRect& rect, const QModelIndex& index, const Theme& theme)
{
    const QRect inside = rect.adjusted(kSpace1, 2, -kSpace2, -3);
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    painter.drawText(inside.adjusted(0, 0, 0, -kBarHeight), Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
    const double share = index.data(LayerModel::ShareRole).toDouble();
    if (share <= 0.0)
        return;
    const double width = std::max(1.0, share * inside.width());
    const auto kind = static_cast<LayerKind>(index.data(LayerModel::KindRole).toInt());
    painter.fillRect(QRectF(inside.right() + 1 - width, inside.bottom() + 1 - kBarHeight, width, kBarHeight),
                     colourOf(kind));
}

} // namespace

void LayerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme =
        option.widget ? themeOf(*option.widget) : themeOf(themeKindOf(option.palette.window().color()));
    painter->save();
    paintBackground(*painter, option, theme);
    if (index.column() == LayerModel::NameColumn)
        paintName(*painter, option.rect, index, theme);
    else
        paintCount(*painter, option.rect, index, theme);
    painter->restore();
}

QSize LayerDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width() + kSwatch, kRowHeight};
}

} // namespace waferscope
