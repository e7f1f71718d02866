#include "views/builder/block_palette_delegate.h"

#include "views/base/theme.h"
#include "views/builder/block_palette_model.h"

#include <QPainter>

namespace waferscope {

namespace {

constexpr int kRowHeight = 40; // two lines
constexpr int kHeadHeight = 28;
constexpr int kSwatch = 10;

void paintHead(QPainter& painter, const QRect& place, const QString& title, const Theme& theme)
{
    QFont font = interfaceFont(FontSize::Label);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.8);
    painter.setFont(font);
    painter.setPen(theme.muted);
    painter.drawText(place.adjusted(kSpace3, 0, 0, -kSpace1), Qt::AlignLeft | Qt::AlignBottom, title.toUpper());
}

void paintBlock(QPainter& painter, const QRect& place, const QModelIndex& index, const Theme& theme)
{
    const auto kind = static_cast<LayerKind>(index.data(BlockPaletteModel::KindRole).toInt());
    const QRect swatch(place.left() + kSpace3, place.center().y() - kSwatch / 2, kSwatch, kSwatch);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(kind));
    painter.drawRoundedRect(swatch, 2, 2);
    const QRect text = place.adjusted(kSpace3 + kSwatch + kSpace2, 3, -kSpace2, -3);
    const auto draw = [&painter, &text](Qt::Alignment where, const QString& words) {
        painter.drawText(text, static_cast<int>(Qt::AlignLeft | where),
                         painter.fontMetrics().elidedText(words, Qt::ElideRight, text.width()));
    };
    painter.setFont(interfaceFont(FontSize::Base));
    painter.setPen(theme.text);
    draw(Qt::AlignTop, index.data().toString());
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    draw(Qt::AlignBottom, index.data(BlockPaletteModel::MeaningRole).toString());
}

} // namespace

void BlockPaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme =
        option.widget ? themeOf(*option.widget) : themeOf(themeKindOf(option.palette.window().color()));
    painter->save();
    if (!index.parent().isValid()) {
        paintHead(*painter, option.rect, index.data().toString(), theme);
    } else {
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, blended(theme.accent, 0.2, theme.panel));
        else if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(option.rect, blended(theme.accent, 0.08, theme.panel));
        paintBlock(*painter, option.rect, index, theme);
    }
    painter->restore();
}

QSize BlockPaletteDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), index.parent().isValid() ? kRowHeight : kHeadHeight};
}

} // namespace waferscope
