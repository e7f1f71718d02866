#include "views/panels/command_palette.h"

#include "views/base/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr int kActionRole = Qt::UserRole;
constexpr int kPlaceRole = Qt::UserRole + 1;
constexpr int kMostRows = 40;

QString plainText(const QAction& action)
{
    return action.text().remove(QLatin1Char('&'));
}

/// Every word that was typed occurs somewhere.
bool matches(const QString& text, const QString& wanted)
{
    for (const QString& word : wanted.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (!text.contains(word, Qt::CaseInsensitive))
            return false;
    }
    return true;
}

} // namespace

CommandPalette::CommandPalette(QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_edit(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Find a command or a layer"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace2, kSpace2, kSpace2, kSpace2);
    column->addWidget(m_edit);
    column->addWidget(m_list);
    m_edit->setObjectName(QStringLiteral("palette.edit"));
    m_edit->setPlaceholderText(tr("A command or a layer"));
    m_list->setObjectName(QStringLiteral("palette.list"));
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::choose);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
}

void CommandPalette::popUp(const std::vector<QAction*>& actions, const std::vector<Place>& places)
{
    m_actions = actions;
    m_places = places;
    m_edit->clear();
    refill({});
    const QWidget* window = parentWidget();
    const int width = 480;
    const QPoint corner((window->width() - width) / 2, 80);
    setGeometry(QRect(window->mapToGlobal(corner), QSize(width, 360)));
    show();
    m_edit->setFocus();
}

void CommandPalette::refill(const QString& wanted)
{
    m_list->clear();
    for (QAction* action : m_actions) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        if (!action->isEnabled() || !matches(plainText(*action), wanted))
            continue;
        const QString text =
            keys.isEmpty() ? plainText(*action) : QStringLiteral("%1    %2").arg(plainText(*action), keys);
        auto* item = new QListWidgetItem(action->icon(), text, m_list);
        item->setData(kActionRole, QVariant::fromValue(action));
    }
    for (const Place& place : m_places) {
        if (m_list->count() >= kMostRows)
            break;
        if (!matches(place.name, wanted))
            continue;
        auto* item = new QListWidgetItem(place.name, m_list);
        item->setData(kPlaceRole, QVariant::fromValue(static_cast<qulonglong>(place.kernel)));
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    auto* action = item->data(kActionRole).value<QAction*>();
    const QVariant place = item->data(kPlaceRole);
    hide();
    if (action)
        action->trigger();
    else if (place.isValid())
        Q_EMIT placeChosen(static_cast<std::size_t>(place.toULongLong()));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            const int step = key == Qt::Key_Down ? 1 : -1;
            m_list->setCurrentRow(qBound(0, m_list->currentRow() + step, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace waferscope
