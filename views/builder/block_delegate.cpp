#include "views/builder/block_delegate.h"

#include "views/base/theme.h"
#include "views/builder/block_list_model.h"

#include <QHeaderView>
#include <QPainter>
#include <QPainterPath>
#include <QTreeView>

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kRowHeight = 32;
constexpr int kLaneWidth = 14;
constexpr int kMostLanes = 8; ///< that are drawn; more lie on the last one
constexpr int kDot = 10;
constexpr int kBarHeight = 3;

double laneX(const QRect& place, int lane)
{
    return place.left() + kSpace2 + (std::min(lane, kMostLanes - 1) + 0.5) * kLaneWidth;
}

int railsWidth(int lanes)
{
    return kSpace2 + std::min(lanes, kMostLanes) * kLaneWidth + kSpace1;
}

void paintBackground(QPainter& painter, const QStyleOptionViewItem& option, const Theme& theme)
{
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect, blended(theme.accent, 0.2, theme.panel));
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter.fillRect(option.rect, blended(theme.accent, 0.08, theme.panel));
}

void paintRails(QPainter& painter, const QRect& place, const RailRow& rails, const Theme& theme)
{
    painter.setPen(QPen(blended(theme.muted, 0.75, theme.panel), 2.0));
    painter.setBrush(Qt::NoBrush);
    const double top = place.top();
    const double middle = place.top() + place.height() / 2.0;
    const double bottom = place.top() + place.height();
    for (const int lane : rails.through)
        painter.drawLine(QPointF(laneX(place, lane), top), QPointF(laneX(place, lane), bottom));
    for (const int lane : rails.into) {
        QPainterPath path(QPointF(laneX(place, lane), top));
        path.cubicTo(QPointF(laneX(place, lane), middle), QPointF(laneX(place, rails.lane), top),
                     QPointF(laneX(place, rails.lane), middle));
        painter.drawPath(path);
    }
    if (rails.goesOn)
        painter.drawLine(QPointF(laneX(place, rails.lane), middle), QPointF(laneX(place, rails.lane), bottom));
}

void paintDot(QPainter& painter, const QRect& place, const RailRow& rails, const QColor& colour, const Theme& theme)
{
    const QPointF centre(laneX(place, rails.lane), place.top() + place.height() / 2.0);
    painter.setPen(QPen(theme.panel, 2.0));
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(centre.x() - kDot / 2.0 - 1, centre.y() - kDot / 2.0 - 1, kDot + 2, kDot + 2), 3, 3);
}

/// The name, then the type's title in grey.
void paintName(QPainter& painter, const QRect& text, const QModelIndex& index, const Theme& theme)
{
    const QString name = index.data().toString();
    const QString title = index.data(BlockListModel::TypeRole).toString();
    const QString first =
        painter.fontMetrics().elidedText(name.isEmpty() ? title : name, Qt::ElideMiddle, text.width());
    painter.setPen(theme.text);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, first);
    const int left = painter.fontMetrics().horizontalAdvance(first) + kSpace2;
    if (name.isEmpty() || text.width() - left < kSpace5)
        return;
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    const QRect rest = text.adjusted(left, 0, 0, 0);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(title, Qt::ElideRight, rest.width()));
}

void paintSettings(QPainter& painter, const QRect& text, const QModelIndex& index, const Theme& theme)
{
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
}

/// One sentence over all columns behind the name; each cell shows its part of it.
void paintTrouble(QPainter& painter, const QStyleOptionViewItem& option, const QString& sentence, const Theme& theme)
{
    const auto* view = qobject_cast<const QTreeView*>(option.widget);
    QRect text = option.rect;
    if (view) {
        text.setLeft(view->columnViewportPosition(BlockListModel::SettingsColumn));
        text.setWidth(view->header()->length() - view->header()->sectionPosition(BlockListModel::SettingsColumn));
    }
    text.adjust(kSpace2, 0, -kSpace2, 0);
    painter.setClipRect(option.rect);
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.bad);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(QStringLiteral("✕ ") + sentence, Qt::ElideRight, text.width()));
}

void paintCount(QPainter& painter, const QRect& place, const QModelIndex& index, const Theme& theme)
{
    painter.setFont(interfaceFont(FontSize::Label));
    painter.setPen(theme.muted);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideLeft, place.width()));
    const double share = index.data(BlockListModel::ShareRole).toDouble();
    if (share <= 0.0)
        return;
    const double width = std::max(1.0, share * place.width());
    const auto kind = static_cast<LayerKind>(index.data(BlockListModel::KindRole).toInt());
    painter.fillRect(QRectF(place.right() + 1 - width, place.bottom() - kBarHeight - 1, width, kBarHeight),
                     colourOf(kind));
}

} // namespace

BlockDelegate::BlockDelegate(const BlockListModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{
}

void BlockDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme =
        option.widget ? themeOf(*option.widget) : themeOf(themeKindOf(option.palette.window().color()));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintBackground(*painter, option, theme);
    painter->setFont(interfaceFont(FontSize::Base));
    const QRect place = option.rect.adjusted(kSpace2, 0, -kSpace2, 0);
    if (index.column() == BlockListModel::BlockColumn) {
        const RailRow& rails = m_model.railsAt(index.row());
        const auto kind = static_cast<LayerKind>(index.data(BlockListModel::KindRole).toInt());
        paintRails(*painter, option.rect, rails, theme);
        paintDot(*painter, option.rect, rails, colourOf(kind), theme);
        paintName(*painter, option.rect.adjusted(railsWidth(m_model.laneCount()), 0, 0, 0), index, theme);
    } else if (const QString trouble = index.data(BlockListModel::TroubleRole).toString(); !trouble.isEmpty()) {
        paintTrouble(*painter, option, trouble, theme);
    } else if (index.column() == BlockListModel::SettingsColumn) {
        paintSettings(*painter, place, index, theme);
    } else {
        paintCount(*painter, place, index, theme);
    }
    painter->restore();
}

QSize BlockDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), kRowHeight};
}

} // namespace waferscope
