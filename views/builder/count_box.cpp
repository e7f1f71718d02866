#include "views/builder/count_box.h"

#include <QLineEdit>
#include <QWheelEvent>

#include <algorithm>

namespace waferscope {

namespace {

constexpr qint64 kMost = qint64{1} << 31;

} // namespace

CountBox::CountBox(qint64 least, QWidget* parent)
    : QAbstractSpinBox(parent)
    , m_least(least)
{
    setButtonSymbols(QAbstractSpinBox::NoButtons); // wheel and arrow keys step; the arrows are too small to hit
    setFocusPolicy(Qt::StrongFocus);
    connect(lineEdit(), &QLineEdit::textEdited, this, &CountBox::textEdited);
}

void CountBox::setUsual(const QString& text)
{
    lineEdit()->setPlaceholderText(text);
}

void CountBox::stepBy(int steps)
{
    bool isNumber = false;
    qint64 value = (text().isEmpty() ? lineEdit()->placeholderText() : text()).toLongLong(&isNumber);
    if (!isNumber)
        value = m_least;
    value = std::clamp(value + steps, m_least, kMost);
    lineEdit()->setText(QString::number(value));
    selectAll();
    Q_EMIT textEdited(text());
}

/// The form says what is wrong with a text; it is not taken away.
QValidator::State CountBox::validate(QString&, int&) const
{
    return QValidator::Acceptable;
}

/// A wheel that only passes over it scrolls the form.
void CountBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace waferscope
