#include "views/network/network_search.h"

#include "views/base/icons.h"
#include "views/base/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace waferscope {

NetworkSearch::NetworkSearch(QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_walk(new QWidget(this))
    , m_count(new QLabel(m_walk))
{
    m_field->setObjectName(QStringLiteral("network.search"));
    m_field->setAccessibleName(tr("Find a layer"));
    m_field->setPlaceholderText(tr("Find a layer"));
    m_field->setToolTip(tr("By name, kind (“attention”) or operator (“Conv”). Return and Shift+Return walk through "
                           "what is found, Escape ends."));
    m_field->setClearButtonEnabled(true);
    m_field->addAction(iconOf(QStringLiteral("find")), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace2, kSpace1, kSpace2, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    row->addWidget(m_field, 1);
    column->addLayout(row);
    column->addWidget(m_walk);
    auto* walk = new QHBoxLayout(m_walk);
    walk->setContentsMargins(kSpace1, 0, 0, 0);
    walk->setSpacing(kSpace1);
    m_count->setObjectName(QStringLiteral("network.found"));
    m_count->setFont(interfaceFont(FontSize::Label));
    walk->addWidget(m_count, 1);
    m_previous = addStep("network.previous", "chevron-up", tr("The one before (Shift+Return)"));
    m_next = addStep("network.next", "chevron-down", tr("The next (Return)"));
    m_walk->hide();
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_walk->setVisible(!text.trimmed().isEmpty());
        Q_EMIT wantedChanged(wanted());
    });
    connect(m_previous, &QToolButton::clicked, this, &NetworkSearch::previousWanted);
    connect(m_next, &QToolButton::clicked, this, &NetworkSearch::nextWanted);
}

QToolButton* NetworkSearch::addStep(const char* name, const char* icon, const QString& toolTip)
{
    auto* button = new QToolButton(m_walk);
    button->setObjectName(QLatin1String(name));
    button->setIcon(iconOf(QLatin1String(icon)));
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    m_walk->layout()->addWidget(button);
    return button;
}

QString NetworkSearch::wanted() const
{
    return m_field->text().trimmed();
}

void NetworkSearch::begin()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void NetworkSearch::clear()
{
    m_field->clear();
}

void NetworkSearch::addInFront(QWidget* widget)
{
    static_cast<QHBoxLayout*>(layout()->itemAt(0)->layout())->insertWidget(0, widget);
}

void NetworkSearch::showCount(std::size_t current, std::size_t all)
{
    if (all == 0)
        m_count->setText(tr("No layer is found"));
    else if (current == 0)
        m_count->setText(tr("%n found", nullptr, static_cast<int>(all)));
    else
        m_count->setText(tr("%1 of %2").arg(current).arg(all));
    m_previous->setEnabled(all > 0);
    m_next->setEnabled(all > 0);
}

bool NetworkSearch::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (key->modifiers().testFlag(Qt::ShiftModifier))
            Q_EMIT previousWanted();
        else
            Q_EMIT nextWanted();
        return true;
    case Qt::Key_Escape:
        clear();
        Q_EMIT left();
        return true;
    case Qt::Key_Down: Q_EMIT left(); return true;
    default: return QWidget::eventFilter(watched, event);
    }
}

} // namespace waferscope
